export { stackEvents } from './stackEvents';
export {
  stackEventsParameters,
  type StackEventsParameters,
} from './stackEventsParameters';
