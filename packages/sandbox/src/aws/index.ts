export { startAws, type AwsSandbox } from './start-aws';
export * from './service';
export * from './event-bus';
