import { type Connection, MessageType, ShowMessageNotification } from "vscode-languageserver/node";

/** Shows the user what they should know, and waits for no answer. */
export function warn(connection: Connection, problem: string): void {
  const message = `dockerlint-xarch: ${problem}`;
  void connection.sendNotification(ShowMessageNotification.type, {
    type: MessageType.Warning,
    message,
  });
}
