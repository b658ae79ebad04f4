/**
 * JavaScript, for use inside an expression: whether two texts are the same. It looks at every
 * character, so that the time it takes does not tell how far a guess was right.
 */
export const SAME_TEXT = `(one, other) => one.length === other.length
    && [...one].reduce((unlike, letter, i) => unlike | (letter.charCodeAt(0) ^ other.charCodeAt(i)), 0) === 0`;
