/**
 * Why a socket is destroyed whose peer did not read what was left. Without a reason Node makes an error with a stack for each
 * write that waits, which may be thousands in one turn.
 */
export const unread = new Error('The peer did not read what was left for it.')
