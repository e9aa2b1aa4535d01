import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'

const ofAFailedConnection = /net::ERR_|^WebSocket connection to /

/** Somebody in front of the page of an example, in a browser of their own. */
export class Visitor {
  readonly name: string
  readonly page: Page
  readonly complaints: string[] = []

  private constructor(name: string, page: Page) {
    this.name = name
    this.page = page
    page.on('pageerror', (error) => this.complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error' && !ofAFailedConnection.test(message.text()))
        this.complaints.push(message.text())
    })
  }

  static async opens(
    browser: Browser,
    name: string,
    url: string,
    options: BrowserContextOptions = {},
    prepare: (context: BrowserContext) => Promise<unknown> = () => Promise.resolve(),
  ): Promise<Visitor> {
    const context = await browser.newContext(options)
    context.setDefaultTimeout(20_000)
    await prepare(context)
    const visitor = new Visitor(name, await context.newPage())
    await visitor.page.goto(url)
    return visitor
  }

  /** Fills in fields by their labels, and presses the button. */
  async submits(fields: Readonly<Record<string, string>>, button: string): Promise<void> {
    for (const [label, text] of Object.entries(fields))
      await this.page.getByRole('textbox', { name: label, exact: true }).fill(text)
    await this.page.getByRole('button', { name: button, exact: true }).click()
  }

  /** Writes a line and ends it with Enter. */
  async says(text: string, label = 'Message'): Promise<void> {
    const composer = this.page.getByRole('textbox', { name: label, exact: true })
    await composer.fill(text)
    await composer.press('Enter')
  }

  /** Resolves when the text stands on the page. */
  reads(text: string): Promise<void> {
    return this.page.getByText(text, { exact: true }).waitFor()
  }

  /** The lines of the talk as they look, in order: who, unless it was here, and below that what. */
  async lines(): Promise<string[]> {
    const lines = this.page.locator('[role=log] > *, .messages > li:not([aria-hidden])')
    return (await lines.allInnerTexts()).map((text) => text.replace(/\n+/, '\n'))
  }
}
