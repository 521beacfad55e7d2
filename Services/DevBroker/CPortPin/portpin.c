#include "portpin.h"
