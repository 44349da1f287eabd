// The whole system on Azure: two Functions apps on Container Apps, Event Hubs with its Kafka endpoint, MongoDB. See docs/azure.md.
targetScope = 'resourceGroup'

import { Shared } from 'modules/types.bicep'

@description('The prefix of all resource names: lower-case letters and digits.')
@minLength(3)
@maxLength(12)
param name string = 'purchases'

param location string = resourceGroup().location

@description('The app\'s image in the registry below. While it is empty, the apps run the base image, without functions.')
param image string = ''

@description('Key that callers send as x-functions-key: at least 16 characters.')
@secure()
@minLength(16)
param functionKey string

@description('Key that also opens the host\'s admin API: at least 16 characters. Don\'t give it to callers.')
@secure()
@minLength(16)
param masterKey string

@description('Connection string of an existing MongoDB. If empty, a cluster of Azure Cosmos DB for MongoDB (vCore) is created.')
@secure()
param mongoUri string = ''

@description('Password of the created cluster.')
@secure()
param mongoPassword string = ''

@description('Number of web replicas that always run. With 0, the first call waits for a replica to start.')
@minValue(0)
param webReplicasMin int = 1

@description('Number of recorders that always run. Use 0 only after you have seen Container Apps scale them up from 1.')
@minValue(0)
param recorderReplicasMin int = 1

@description('Tier of the created cluster: Free, M10, M20, M25, M30 or larger.')
param mongoTier string = 'M30'

@description('Adds a standby node to the created cluster. Requires M30 or larger.')
param highAvailability bool = false

@description('Number of partitions of the topic. It limits how many recorders can work at the same time.')
@minValue(1)
@maxValue(32)
param partitions int = 6

var unique = uniqueString(resourceGroup().id, name)

module logs 'modules/logs.bicep' = {
  params: { name: '${name}-logs', location: location }
}

module registry 'modules/registry.bicep' = {
  params: { name: '${name}${unique}', location: location }
}

module kafka 'modules/event-hubs.bicep' = {
  params: { name: '${name}-${unique}', location: location, topic: 'purchases.v1', partitions: partitions }
}

module secrets 'modules/secrets.bicep' = {
  params: {
    name: take('${name}${unique}', 24)
    location: location
    functionKey: functionKey
    masterKey: masterKey
    mongoUri: mongoUri
    namespaceName: kafka.outputs.namespaceName
  }
}

module mongo 'modules/mongo.bicep' = if (empty(mongoUri)) {
  params: {
    name: '${name}-${unique}'
    location: location
    vaultName: secrets.outputs.vaultName
    tier: mongoTier
    highAvailability: highAvailability
    password: empty(mongoPassword) ? fail('Give mongoUri, or mongoPassword for a cluster that is made.') : mongoPassword
  }
}

module storage 'modules/storage.bicep' = {
  params: { name: take('${name}${unique}', 24), location: location }
}

module environment 'modules/environment.bicep' = {
  params: { name: '${name}-environment', location: location, workspaceName: logs.outputs.name }
}

var shared Shared = {
  location: location
  image: image
  environmentId: environment.outputs.id
  registryName: registry.outputs.name
  storageName: storage.outputs.name
  vaultName: secrets.outputs.vaultName
  brokers: kafka.outputs.brokers
  topic: kafka.outputs.topic
}

module web 'modules/app.bicep' = {
  dependsOn: [mongo]
  params: {
    shared: shared
    name: '${name}-web'
    azdService: 'web'
    kafkaRight: 'send'
    external: true
    replicasMin: webReplicasMin
    replicasMax: 10
    readinessPath: '/health'
    functions: [
      'Buy'
      'GetAllBoughtItems'
      'GetPurchases'
      'GetPurchase'
      'GetRejectedEvents'
      'GetRejectedEvent'
      'ReplayRejectedEvent'
      'ReplayRejectedEvents'
      'DismissRejectedEvent'
      'Health'
      'GetOpenApi'
      'GetAsyncApi'
      'GetEventSchema'
    ]
  }
}

module recorder 'modules/app.bicep' = {
  dependsOn: [mongo]
  params: {
    shared: shared
    name: '${name}-recorder'
    azdService: 'recorder'
    kafkaRight: 'listen'
    external: false
    replicasMin: recorderReplicasMin
    replicasMax: partitions
    readinessPath: '/health/ready'
    functions: ['RecordPurchases', 'Health']
  }
}

output registry string = registry.outputs.loginServer
output url string = web.outputs.url
