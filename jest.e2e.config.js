const config = require('./jest.config');

/** The stand brings servers of its own, and one n8n is enough for two cores. */
module.exports = {
  ...config,
  testMatch: ['<rootDir>/tests/**/*.e2e.test.ts'],
  globalSetup: undefined,
  globalTeardown: undefined,
  testTimeout: 600_000,
  maxWorkers: 1,
};
