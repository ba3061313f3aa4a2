export { followWaiting } from './followWaiting';
export { REPOSITORY } from './organization';
export { seedDemo, demonstrate } from './seedDemo';
