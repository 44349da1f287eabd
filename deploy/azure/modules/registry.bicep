param name string
param location string

resource registry 'Microsoft.ContainerRegistry/registries@2025-04-01' = {
  name: name
  location: location
  sku: { name: 'Basic' }
  // The apps pull images with their identities.
  properties: { adminUserEnabled: false, anonymousPullEnabled: false }
}

output name string = registry.name
output loginServer string = registry.properties.loginServer
