export { bootstrap } from './bootstrap';
export {
  bootstrapParameters,
  type BootstrapParameters,
} from './bootstrapParameters';
