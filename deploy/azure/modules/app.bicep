// One role of the app: its functions, its settings and its access.
import { Shared } from 'types.bicep'

param name string
param shared Shared
param azdService string
param functions string[]
param kafkaRight 'send' | 'listen'
param external bool
param replicasMin int
param replicasMax int
param readinessPath string

var baseImage = 'mcr.microsoft.com/azure-functions/dotnet-isolated:4-dotnet-isolated10.0'
var port = 8080

resource registry 'Microsoft.ContainerRegistry/registries@2025-04-01' existing = {
  name: shared.registryName
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: shared.vaultName
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: shared.location
}

module access 'access.bicep' = {
  params: {
    name: name
    principalId: identity.properties.principalId
    registryName: shared.registryName
    storageName: shared.storageName
    vaultName: shared.vaultName
  }
}

// A key file for the host and one for each function, as in deploy/kubernetes.
var keyFiles = [for function in functions: { secretRef: 'no-keys', path: '${toLower(function)}.json' }]

resource app 'Microsoft.App/containerApps@2025-07-01' = {
  name: name
  location: shared.location
  kind: 'functionapp'
  tags: { 'azd-service-name': azdService }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    environmentId: shared.environmentId
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      // Scaling by events requires an ingress. The recorder's is internal to the environment.
      ingress: { external: external, targetPort: port, transport: 'auto', allowInsecure: false }
      registries: [{ server: registry.properties.loginServer, identity: identity.id }]
      secrets: [
        {
          name: 'function-keys'
          keyVaultUrl: '${vault.properties.vaultUri}secrets/function-keys'
          identity: identity.id
        }
        { name: 'mongo-uri', keyVaultUrl: '${vault.properties.vaultUri}secrets/mongo-uri', identity: identity.id }
        { name: 'kafka', keyVaultUrl: '${vault.properties.vaultUri}secrets/kafka-${kafkaRight}', identity: identity.id }
        // The functions' own keys: an empty list, so not a secret.
        #disable-next-line use-secure-value-for-secure-inputs
        { name: 'no-keys', value: '{ "keys": [] }' }
      ]
    }
    template: {
      // Longer than the host needs to drain (ASPNETCORE_SHUTDOWNTIMEOUTSECONDS).
      terminationGracePeriodSeconds: 60
      scale: { minReplicas: replicasMin, maxReplicas: replicasMax }
      volumes: [
        {
          name: 'keys'
          storageType: 'Secret'
          secrets: concat([{ secretRef: 'function-keys', path: 'host.json' }], keyFiles)
        }
      ]
      containers: [
        {
          name: 'functions'
          image: empty(shared.image) ? baseImage : shared.image
          resources: { cpu: json('0.5'), memory: '1Gi' }
          volumeMounts: [{ volumeName: 'keys', mountPath: '/keys' }]
          env: concat(
            [
              { name: 'ASPNETCORE_URLS', value: 'http://+:${port}' }
              { name: 'AzureWebJobsSecretStorageType', value: 'files' }
              { name: 'FUNCTIONS_SECRETS_PATH', value: '/keys' }
              { name: 'AzureWebJobsStorage__accountName', value: shared.storageName }
              { name: 'AzureWebJobsStorage__credential', value: 'managedidentity' }
              { name: 'AzureWebJobsStorage__clientId', value: identity.properties.clientId }
              { name: 'KAFKA_BOOTSTRAP_SERVERS', value: shared.brokers }
              { name: 'KAFKA_TOPIC', value: shared.topic }
              { name: 'KAFKA_GROUP_ID', value: 'purchase-consumer' }
              // 202 once Event Hubs has the event.
              { name: 'KAFKA_DELIVERY', value: 'confirmed' }
              { name: 'KAFKA_SECURITY_PROTOCOL', value: 'SASL_SSL' }
              { name: 'KAFKA_SASL_MECHANISM', value: 'PLAIN' }
              { name: 'KAFKA_USERNAME', value: '$ConnectionString' }
              { name: 'KAFKA_PASSWORD', secretRef: 'kafka' }
              { name: 'MONGO_URI', secretRef: 'mongo-uri' }
              { name: 'MONGO_DB', value: 'purchases_db' }
              { name: 'MONGO_COLLECTION', value: 'purchases' }
            ],
            map(functions, (function, i) => { name: 'AzureFunctionsJobHost__functions__${i}', value: function })
          )
          // The base image has no Health function.
          probes: empty(shared.image)
            ? []
            : [
                { type: 'Startup', httpGet: { path: '/health', port: port }, periodSeconds: 2, failureThreshold: 60 }
                {
                  type: 'Liveness'
                  httpGet: { path: '/health', port: port }
                  periodSeconds: 10
                  timeoutSeconds: 5
                  failureThreshold: 6
                }
                { type: 'Readiness', httpGet: { path: readinessPath, port: port }, periodSeconds: 5, timeoutSeconds: 5 }
              ]
        }
      ]
    }
  }
  dependsOn: [access]
}

output url string = 'https://${app.properties.configuration.ingress.fqdn}'
