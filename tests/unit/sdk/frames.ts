/** A frame as a test server reads it. Of repeated headers the first counts. */
export interface Frame {
  readonly command: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Reads wire text of one frame, with `␀` or NUL at its end. */
export function frameOf(text: string): Frame {
  const [head = '', ...rest] = text.replace(/[␀\0]\n*$/, '').split('\n\n')
  const [command = '', ...lines] = head.split('\n')
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^:]*):(.*)$/.exec(line) ?? []
    headers[name] ??= value
  }
  return { command, headers, body: rest.join('\n\n') }
}

/** What a broker answers to `frame` beyond messages: CONNECTED, and a RECEIPT to whoever asks for one. */
export function answerTo({ command, headers }: Frame, connected = 'version:1.2'): string | undefined {
  if (command === 'CONNECT') return `CONNECTED\n${connected}\n\n\0`
  return headers.receipt === undefined ? undefined : `RECEIPT\nreceipt-id:${headers.receipt}\n\n\0`
}
