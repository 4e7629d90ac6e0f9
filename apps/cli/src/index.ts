export * from './esep.js';
export * from './world.js';
