import './validation';
import '@backstage/cli/asset-types';
import '@backstage/ui/css/styles.css';
import '@fontsource-variable/inter/wght.css';
import './modules/theme/colors.css';
import './modules/theme/shapes.css';
import { createRoot } from 'react-dom/client';
import app from './App';

// Asked for before anything is drawn with it: text that changes its font moves what is around it
for (const weight of [400, 600]) {
  void document.fonts.load(`${weight} 1rem "Inter Variable"`);
}

createRoot(document.getElementById('root')!).render(app.createRoot());
