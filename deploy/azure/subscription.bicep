// For azd, which deploys to a subscription: a resource group, and main.bicep in it.
targetScope = 'subscription'

@description('The name of azd\'s environment.')
@minLength(1)
param environmentName string

param location string

param image string = ''

@secure()
param functionKey string

@secure()
param masterKey string

@secure()
param mongoUri string = ''

@secure()
param mongoPassword string = ''

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: { 'azd-env-name': environmentName }
}

module main 'main.bicep' = {
  scope: group
  params: {
    location: location
    image: image
    functionKey: functionKey
    masterKey: masterKey
    mongoUri: mongoUri
    mongoPassword: mongoPassword
  }
}

// The names that azd looks for.
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = main.outputs.registry
output PURCHASES_URL string = main.outputs.url
