/** What the tables of the reference are made of, besides docstrings. It is TypeScript behind here, so jiti loads this file. */
export { refusalCodes, refusals } from '../../broker/src/core/errors.ts'
export { springRefusals } from '../../broker/src/frame/spring-refusals.ts'
export { spring } from '../../broker/src/core/profile/spring.ts'
export { defaultLimits } from '../../broker/src/core/limits.ts'
export { english } from '../../broker/src/cli/explain/english.ts'
export { korean } from '../../broker/src/cli/explain/korean.ts'
