/**
 * JavaScript, for use inside an expression: whether a text is an email address that can name a lead. Of
 * 320 characters at most (RFC 5321: 64, the @, 255).
 */
export const IS_EMAIL = String.raw`(text) => /^[^\s@]+@[^\s@.]+([.][^\s@.]+)+$/.test(text) && text.length <= 320`;
