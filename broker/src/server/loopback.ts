/** Whether an address, as a socket or a URL writes it, is of this machine only. */
export function isLoopbackAddress(address = ''): boolean {
  return /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address) || address === '::1' || address === '[::1]'
}

/** Whether a host of a URL can only ever mean this machine. */
export const isLoopbackHost = (hostname: string): boolean =>
  hostname === 'localhost' || hostname.endsWith('.localhost') || isLoopbackAddress(hostname)
