import { Parser } from '@stomp/stompjs'

export type RawFrame = Parameters<ConstructorParameters<typeof Parser>[0]>[0]

/** Cuts what a client sends into frames. */
export class FrameReader {
  readonly #parser: Parser
  #frames: RawFrame[] = []
  #lineEnds = 0

  constructor() {
    this.#parser = new Parser(
      (frame) => this.#frames.push(frame),
      () => this.#lineEnds++,
    )
  }

  /** The frames and heart-beats of one WebSocket message. `isWhole`: it did not end inside a frame. */
  read(data: string | ArrayBuffer): { frames: RawFrame[]; heartBeats: number; isWhole: boolean } {
    this.#frames = []
    this.#lineEnds = 0
    this.#parser.parseChunk(data)
    const heartBeats = this.#lineEnds
    // The parser does not tell where it stands, but it reports a line end between two frames.
    this.#parser.parseChunk('\n')
    return { frames: this.#frames, heartBeats, isWhole: this.#lineEnds > heartBeats }
  }
}
