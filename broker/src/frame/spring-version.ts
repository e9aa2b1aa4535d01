/** Lines of the Spring Framework that profile `spring` can be: 5.3.39, 6.2.19 and 7.0.9, where releases of one line differ. */
export type SpringVersion = '5.3' | '6.2' | '7.0'
