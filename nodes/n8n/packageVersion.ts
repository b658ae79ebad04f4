/** Of this package; a test holds it against package.json. */
export const PACKAGE_VERSION = '0.1.0';
