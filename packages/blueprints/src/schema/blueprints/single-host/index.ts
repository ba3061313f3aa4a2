export { singleHost } from './singleHost';
export {
  singleHostParameters,
  type SingleHostParameters,
} from './singleHostParameters';
