import type { Span } from "../text/span.ts";

/** Whether a span holds an offset; the place right behind it counts, as cursors stand there. */
export function holds({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}
