param name string
param location string
param vaultName string
param tier string
param highAvailability bool

@secure()
param password string

var user = 'purchases'

resource cluster 'Microsoft.DocumentDB/mongoClusters@2024-07-01' = {
  name: name
  location: location
  properties: {
    administrator: { userName: user, password: password }
    serverVersion: '8.0'
    compute: { tier: tier }
    storage: { sizeGb: 32 }
    sharding: { shardCount: 1 }
    highAvailability: { targetMode: highAvailability ? 'ZoneRedundantPreferred' : 'Disabled' }
  }
}

// 0.0.0.0 lets every Azure service connect, so only the password protects the cluster. If that isn't enough, use mongoUri of a private one.
resource azure 'Microsoft.DocumentDB/mongoClusters/firewallRules@2024-07-01' = {
  parent: cluster
  name: 'azure'
  properties: { startIpAddress: '0.0.0.0', endIpAddress: '0.0.0.0' }
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

resource uri 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'mongo-uri'
  properties: {
    value: replace(replace(cluster.properties.connectionString, '<user>', user), '<password>', uriComponent(password))
  }
}
