import type { App } from '@stompbox/broker'

/** RouteController, HouseController. */
export function mapped(app: App): void {
  app.message('/route/exact', () => 'exact')
  app.message('/route/{any}', ({ params }) => `{any} ${params.any}`)
  const most = ['/most/**', '/most/*', '/most/a*', '/most/ab{rest}', '/most/{a}/{b}', '/most/{a}/fixed']
  for (const pattern of most) app.message(pattern, () => pattern)
  for (const pattern of ['/same/{a}', '/same/{n:[0-9]+}']) app.message(pattern, () => pattern)
  app.message('/number/{n:[0-9]+}', ({ params }) => `number ${params.n}`)
  app.message('/file/{name:[a-z]+}.{extension}', ({ params }) => `${params.name} ${params.extension}`)
  app.message('/letter/a?c', () => '/letter/a?c')
  app.message('/rest/**', () => '/rest/**')
  for (const which of ['one', 'two']) app.message(`/either/${which}`, () => 'either')
  app.message('bare/word', () => 'bare')
  app.message('/void/{at}', () => undefined).sendTo('/sub/void/{at}')
  converted(app)
  houses(app)
}

function converted(app: App): void {
  app.message('/add/{a}/{b}', ({ params }) => String(wholeNumber(params.a, 32) + wholeNumber(params.b, 64)))
  app.message('/flag/{on}', ({ params }) => (flag(params.on) ? 'on' : 'off'))
  app
    .message('/missing/{there}', ({ params }) => variable(params, 'elsewhere'))
    .sendTo('/sub/missing/{there}')
}

function houses(app: App): void {
  for (const prefix of ['/house/{house}', '/home/{house}'] as const)
    app.router(prefix, (router) => {
      router.message('/floor/{floor}', ({ params }) => `${params.house} ${params.floor}`)
      router.message('door', ({ params }) => `door ${params.house}`)
      router.message('', ({ params }) => `whole ${params.house}`)
      router.subscribe('/bell', ({ params }) => `bell ${params.house}`)
    })
}

function variable(params: Readonly<Record<string, string>>, name: string): string {
  const value = params[name]
  if (value === undefined) throw new Error(`There is no variable ${name}.`)
  return value
}

export function wholeNumber(text: string, bits: 32 | 64): bigint {
  if (!/^[+-]?\d+$/.test(text)) throw new Error(`"${text}" is no number.`)
  const number = BigInt(text)
  if (BigInt.asIntN(bits, number) !== number) throw new Error(`${text} does not fit into ${bits} bits.`)
  return number
}

function flag(text: string): boolean {
  if (['true', 'on', 'yes', '1'].includes(text)) return true
  if (['false', 'off', 'no', '0'].includes(text)) return false
  throw new Error(`"${text}" is neither true nor false.`)
}

/** DotController, DotShopController. */
export function dotted(app: App): void {
  app.message('red.{c}', ({ params }) => `red ${params.c}`).sendTo('/sub/color.{c}')
  app.message('plain.{c}', ({ params }) => `plain ${params.c}`)
  app.subscribe('first.{c}', ({ params }) => `first ${params.c}`)
  app.router('shop', (router) => {
    router.message('buy.{what}', ({ params }) => `bought ${params.what}`)
    router.message('all.**', () => 'all')
  })
}
