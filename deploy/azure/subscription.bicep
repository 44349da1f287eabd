// azd deploys to a subscription, so this creates a resource group and deploys main.bicep into it. main.bicep describes the parameters.
targetScope = 'subscription'

@description('Name of the azd environment.')
@minLength(1)
param environmentName string

param location string

param image string = ''

@description('Key that callers send as x-functions-key: at least 16 characters.')
@secure()
@minLength(16)
param functionKey string

@description('Key that also opens the host\'s admin API: at least 16 characters. Don\'t give it to callers.')
@secure()
@minLength(16)
param masterKey string

@secure()
param mongoUri string = ''

@secure()
param mongoPassword string = ''

param mongoTier string = 'M30'

param highAvailability bool = false

@minValue(0)
param webReplicasMin int = 1

@minValue(0)
param recorderReplicasMin int = 1

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
    mongoTier: mongoTier
    highAvailability: highAvailability
    webReplicasMin: webReplicasMin
    recorderReplicasMin: recorderReplicasMin
  }
}

// azd looks for these names.
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = main.outputs.registry
output PURCHASES_URL string = main.outputs.url
