import { marked } from "marked";

addEventListener("hashchange", () => {
  document.body.innerHTML = marked.parse(decodeURIComponent(location.hash.slice(1)));
});
