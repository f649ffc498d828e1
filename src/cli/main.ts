import { print, printError } from "./output.ts";
import { Argument, Command, Option } from "commander";
import { EXIT, mistakeIn } from "./errors.ts";
import { type LintFlags, lintCommand } from "./lint-command.ts";
import { color, lintOptions, stdinFilename } from "./lint-options.ts";
import { buildOptions, configOptions, targetPlatforms } from "./options.ts";
import { version } from "./own-package.ts";
import type { DoctorFlags } from "./doctor/doctor-command.ts";
import type { PlanFlags } from "./plan-command.ts";
import type { VerifyFlags } from "./verify/verify-command.ts";
import type { ProfileFlags } from "./profile/profile-command.ts";

const program = new Command("dockerlint-xarch")
  .description("Finds what runs under emulation in multi-platform image builds")
  .version(version(), "-V, --version")
  .enablePositionalOptions()
  .exitOverride()
  .showSuggestionAfterError()
  .showHelpAfterError("(--help lists what there is)")
  .helpCommand(true)
  .configureOutput({ writeOut: print, writeErr: (text) => printError(text.trimEnd()) });

// Linting is what the command does when no other one is named; the others are loaded when asked for.
program
  .usage("[options] [path...]")
  .argument("[path...]", 'files, folders and patterns; "-" is standard input', ["."]);
for (const option of lintOptions()) program.addOption(option);
program.action(async (paths: string[], flags: LintFlags) => {
  process.exitCode = await lintCommand(paths, flags);
});

const plan = program
  .command("plan")
  .description("tell on which platform each stage and step of a Dockerfile runs")
  .argument("<file>", 'a Dockerfile; "-" is standard input');
for (const option of [...buildOptions(), ...configOptions()]) plan.addOption(option);
plan
  .addOption(
    new Option("--format <format>").choices(["text", "json", "mermaid", "dot"]).default("text"),
  )
  .addOption(stdinFilename())
  .addOption(color())
  .action(async (path: string, flags: PlanFlags) => {
    const { planCommand } = await import("./plan-command.ts");
    process.exitCode = await planCommand(path, flags);
  });

program
  .command("explain")
  .description("tell what a rule is about; without one, list them")
  .argument("[rule]", "a rule's id")
  .action(async (id: string | undefined) => {
    const { explainCommand } = await import("./explain-command.ts");
    process.exitCode = await explainCommand(id);
  });

const profile = program
  .command("profile")
  .description("tell how much of a logged build ran under emulation, and where")
  .argument("<log>", 'plain or rawjson progress, also out of a CI log; "-" is standard input')
  .option("--file <dockerfile>", "the file that was built, to tell where its steps are");
for (const option of buildOptions()) profile.addOption(option);
profile
  .addOption(new Option("--format <format>").choices(["text", "json"]).default("text"))
  .addOption(color())
  .action(async (path: string, flags: ProfileFlags) => {
    const { profileCommand } = await import("./profile/profile-command.ts");
    process.exitCode = await profileCommand(path, flags);
  });

const doctor = program
  .command("doctor")
  .description("tell what this machine can build and emulate, what is missing and how to get it");
for (const option of [targetPlatforms(), ...configOptions()]) doctor.addOption(option);
doctor
  .addOption(new Option("--format <format>").choices(["text", "json"]).default("text"))
  .addOption(color())
  .action(async (flags: DoctorFlags) => {
    const { doctorCommand } = await import("./doctor/doctor-command.ts");
    process.exitCode = await doctorCommand(flags);
  });

const verify = program
  .command("verify")
  .description(
    "build a Dockerfile and what the fixes make of it with docker, and compare the images",
  )
  .argument("<file>", "a Dockerfile")
  .argument("[words...]", "behind --: more for docker buildx build, such as --secret id=token")
  .option(
    "--context <folder>",
    "the build context (default: the nearest folder that has what the file copies)",
  )
  .option("--fixed <file>", "compare with this file instead")
  .option("--unsafe-fixes", "make the fixes that rest on assumptions, too")
  .option("--builder <name>", "the builder of buildx (default: the one in use)");
for (const option of [...buildOptions(), ...configOptions()]) {
  // The builder tells.
  if (option.long !== "--build-platform") verify.addOption(option);
}
verify
  .addOption(new Option("--format <format>").choices(["text", "json"]).default("text"))
  .addOption(color())
  .action(async (path: string, words: string[], flags: VerifyFlags) => {
    const { verifyCommand } = await import("./verify/verify-command.ts");
    process.exitCode = await verifyCommand(path, words, flags);
  });

program
  .command("init")
  .description("write a commented configuration file into the current folder")
  .action(async () => {
    const { initCommand } = await import("./init-command.ts");
    process.exitCode = await initCommand();
  });

program
  .command("completion")
  .description("print what a shell needs to complete this command line")
  .addArgument(new Argument("<shell>").choices(["bash", "fish", "zsh"]))
  .action(async (shell: "bash" | "fish" | "zsh") => {
    const { completionCommand } = await import("./completion/completion-command.ts");
    process.exitCode = completionCommand(shell, program);
  });

program
  .command("lsp")
  .description("serve an editor as a language server")
  .option("--stdio", "speak over standard input and output; there is no other way")
  // VS Code's client says who started the server, so that it ends with it; the library reads it.
  .addOption(new Option("--clientProcessId <id>").hideHelp())
  .action(async (flags: { stdio?: boolean }) => {
    const { lspCommand } = await import("./lsp-command.ts");
    lspCommand(flags);
  });

void run();

async function run(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  const mistake = mistakeIn(error);
  if (mistake !== undefined) {
    printError(mistake);
    return EXIT.failure;
  }
  // Commander has printed its own message; help and version are no errors.
  if (error instanceof Error && "exitCode" in error) return error.exitCode === 0 ? 0 : EXIT.failure;
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  printError(`dockerlint-xarch: internal error: ${reason}`);
  return EXIT.failure;
}
