import {
  type CancellationToken,
  type Connection,
  ErrorCodes,
  LSPErrorCodes,
  type ProtocolNotificationType,
  type ProtocolRequestType,
  type RequestHandler,
  ResponseError,
} from "vscode-languageserver/node";

/** The parameters of a request cannot be used: the client is told which, and why. */
export class InvalidParams extends Error {}

type State = "fresh" | "running" | "shut down";

/**
 * A conversation with a client from `initialize` to `exit` (LSP, "Server lifecycle"): what comes
 * out of turn is refused or dropped, and no failure of a handler ends it.
 */
export class Session {
  readonly #connection: Connection;
  #state: State = "fresh";

  constructor(connection: Connection) {
    this.#connection = connection;
    // What nobody answers: the state decides what is wrong with it.
    connection.onRequest((method) => this.#outOfTurn() ?? unknownMethod(method));
  }

  /** Begins the session; refuses to begin twice. */
  begin(): ResponseError<never> | undefined {
    if (this.#state !== "fresh") {
      return new ResponseError(ErrorCodes.InvalidRequest, "the server was initialized before");
    }
    this.#state = "running";
    return undefined;
  }

  end(): void {
    this.#state = "shut down";
  }

  /** Answers a request while the session runs, unless it was cancelled meanwhile. */
  answer<P, R, PR, E, RO>(
    type: ProtocolRequestType<P, R, PR, E, RO>,
    handler: (params: P, token: CancellationToken) => R | Promise<R>,
  ): void {
    const guarded = async (params: P, token: CancellationToken) => {
      const fault = this.#outOfTurn();
      if (fault !== undefined) return fault;
      // A cancellation that is on its way goes first.
      await nextTurn();
      if (token.isCancellationRequested) return cancelled();
      try {
        const result = await handler(params, token);
        return token.isCancellationRequested ? cancelled() : result;
      } catch (error) {
        return this.#failure(type.method, error);
      }
    };
    // Its result type hangs on whether R has null in it, which cannot be told of any R.
    this.#connection.onRequest(type, guarded as RequestHandler<P, R, E>);
  }

  /** Takes a notification while the session runs; others are dropped. */
  take<P>(
    type: ProtocolNotificationType<P, unknown>,
    handler: (params: P) => void | Promise<void>,
  ): void {
    this.#connection.onNotification(type, async (params: P) => {
      if (this.#state !== "running") return;
      try {
        await handler(params);
      } catch (error) {
        this.log(`${type.method} was dropped: ${messageOf(error)}`);
      }
    });
  }

  log(problem: string): void {
    this.#connection.console.error(problem);
  }

  #outOfTurn(): ResponseError<never> | undefined {
    switch (this.#state) {
      case "fresh":
        return new ResponseError(ErrorCodes.ServerNotInitialized, "initialize comes first");
      case "shut down":
        return new ResponseError(ErrorCodes.InvalidRequest, "the server was shut down");
      case "running":
        return undefined;
    }
  }

  #failure(method: string, error: unknown): ResponseError<never> {
    if (error instanceof InvalidParams) {
      return new ResponseError(ErrorCodes.InvalidParams, `${method}: ${error.message}`);
    }
    this.log(
      `internal error in ${method}: ${error instanceof Error ? error.stack : String(error)}`,
    );
    return new ResponseError(ErrorCodes.InternalError, `${method} failed: ${messageOf(error)}`);
  }
}

function unknownMethod(method: string): ResponseError<never> {
  return new ResponseError(ErrorCodes.MethodNotFound, `there is no method ${method}`);
}

function cancelled(): ResponseError<never> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, "the request was cancelled");
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Lets what has arrived meanwhile be read: a message takes two turns of the loop. */
async function nextTurn(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}
