export { startAws, type AwsSandbox } from './startAws';
