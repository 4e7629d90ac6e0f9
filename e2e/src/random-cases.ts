export { randomCases, type VectorCase } from '@esep/supervision-domain/random-cases';
