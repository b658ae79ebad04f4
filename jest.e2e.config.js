const config = require('./jest.config');

/** One n8n is enough for two cores: all files share it, one after the other. */
module.exports = {
  ...config,
  testMatch: ['<rootDir>/tests/**/*.e2e.test.ts'],
  globalSetup: '<rootDir>/tests/e2e/startStand.ts',
  globalTeardown: '<rootDir>/tests/e2e/stopStand.ts',
  testTimeout: 600_000,
  maxWorkers: 1,
};
