/** A file that is not what its name promises. */
export class SyntaxFault extends Error {
  /** From 1. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** What to say of a file that could not be read, and the line; of a failed call: the first. */
export function describeFault(error: unknown): { readonly message: string; readonly line: number } {
  const reason = error instanceof Error ? error.message : String(error);
  const line = error instanceof SyntaxFault ? error.line : 1;
  return { message: `cannot be read: ${reason}`, line };
}
