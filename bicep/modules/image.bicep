// The image that a container app runs now, so that provisioning again does not put the placeholder in its place.
param name string
param exists bool

resource app 'Microsoft.App/containerApps@2025-07-01' existing = if (exists) {
  name: name
}

var image = exists ? app!.properties.template.containers[0].image : ''

@description('Empty when there is none yet, or only the placeholder.')
output image string = startsWith(image, 'mcr.microsoft.com/k8se/') ? '' : image
