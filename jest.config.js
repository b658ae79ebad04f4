module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/tests/**/*.{unit,int,engine}.test.ts'],
  transform: { '\\.ts$': ['@swc/jest', {}] },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.stand'],
  globalSetup: '<rootDir>/tests/support/startPostgres.ts',
  globalTeardown: '<rootDir>/tests/support/stopPostgres.ts',
  testSequencer: '<rootDir>/tests/support/longestFirst.js',
  reporters: ['default', '<rootDir>/tests/support/skipReporter.js'],
  testTimeout: 60000,
  maxWorkers: 2,
};
