// The names that a service is reached by.

/** By these the machine itself is reached. */
export const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'] as const;

/** As a variable lists them. */
export const HOST_NAMES = /^(\[[\da-f:]+\]|[\w.-]+)(,(\[[\da-f:]+\]|[\w.-]+))*$/i;
