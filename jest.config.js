module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/tests/**/*.{unit,int,engine}.test.ts'],
  // n8n's Wait node needs sanitize-html, whose parsers are ES modules.
  transform: { '\\.ts$|/sanitize-html/node_modules/.*\\.js$': ['@swc/jest', {}] },
  transformIgnorePatterns: ['^(?!.*/sanitize-html/node_modules/).*/node_modules/'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.stand'],
  globalSetup: '<rootDir>/tests/support/startPostgres.ts',
  globalTeardown: '<rootDir>/tests/support/stopPostgres.ts',
  testSequencer: '<rootDir>/tests/support/longestFirst.js',
  reporters: ['default', '<rootDir>/tests/support/skipReporter.js'],
  testTimeout: 60000,
  maxWorkers: 2,
};
