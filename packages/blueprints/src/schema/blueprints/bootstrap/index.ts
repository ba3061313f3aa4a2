export { bootstrap } from './bootstrap';
export {
  bootstrapParameters,
  type BootstrapParameters,
} from './bootstrapParameters';
export { furtherRepository } from './furtherRepository';
