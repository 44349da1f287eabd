// The only place where secrets are stored. The apps refer to them by name and read them with their identities.
param name string
param location string
param namespaceName string

@secure()
param functionKey string

@secure()
param masterKey string

@description('Empty if mongo.bicep creates the cluster and this secret.')
@secure()
param mongoUri string

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    // No purge protection: with it, a removed environment couldn't be created again for 90 days, because its vault keeps the name.
  }
}

resource keys 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'function-keys'
  properties: {
    // Same format as deploy/compose/development-keys.json.
    value: string({
      masterKey: { name: 'master', value: masterKey, encrypted: false }
      functionKeys: [{ name: 'default', value: functionKey, encrypted: false }]
      systemKeys: []
    })
  }
}

resource mongo 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = if (!empty(mongoUri)) {
  parent: vault
  name: 'mongo-uri'
  properties: { value: mongoUri }
}

resource rules 'Microsoft.EventHub/namespaces/authorizationRules@2024-01-01' existing = [
  for right in ['send', 'listen']: {
    name: '${namespaceName}/${right}'
  }
]

resource kafka 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = [
  for (right, i) in ['send', 'listen']: {
    parent: vault
    name: 'kafka-${right}'
    properties: { value: rules[i].listKeys().primaryConnectionString }
  }
]

output vaultName string = vault.name
