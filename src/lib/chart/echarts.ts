import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([BarChart, LineChart, GridComponent, TooltipComponent, CanvasRenderer]);

/** Opens a chart on an element. Kept behind this file so that only pages with a chart load ECharts. */
export function open(node: HTMLElement): EChartsType {
  return init(node, undefined, { renderer: 'canvas' });
}
