/** Something that another attempt cannot mend: the program has to change. */
export class SetupError extends TypeError {}
