export { followWaiting } from './followWaiting';
export { HistoricReports } from './HistoricReports';
export { REPOSITORY } from './organization';
export { seedDemo, demonstrate } from './seedDemo';
