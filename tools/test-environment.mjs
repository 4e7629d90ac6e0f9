// Jest's environment for a test file: Node's, and what test support has to end is ended after all
// hooks of the file itself. Jest would end it first, because it was there first.
import { TestEnvironment } from 'jest-environment-node';

export default class extends TestEnvironment {
  async handleTestEvent({ name }, { unhandledErrors }) {
    if (name !== 'run_finish') return;
    for (const end of this.global.atEndOfFile ?? [])
      try {
        await end();
      } catch (error) {
        unhandledErrors.push([error, error]);
      }
  }
}
