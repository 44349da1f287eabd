param name string
param location string
param topic string
param partitions int

// Basic has no Kafka endpoint.
resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: name
  location: location
  sku: { name: 'Standard', tier: 'Standard', capacity: 1 }
  properties: {
    minimumTlsVersion: '1.2'
    isAutoInflateEnabled: true
    maximumThroughputUnits: 4
  }
}

resource hub 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' = {
  parent: namespace
  name: topic
  properties: {
    partitionCount: partitions
    // Events are lost if MongoDB is down for longer than this: 7 days, the maximum of Standard.
    retentionDescription: { cleanupPolicy: 'Delete', retentionTimeInHours: 168 }
  }
}

// The web app can't read the topic, and the recorder can't write to it.
resource send 'Microsoft.EventHub/namespaces/authorizationRules@2024-01-01' = {
  parent: namespace
  name: 'send'
  properties: { rights: ['Send'] }
}

resource listen 'Microsoft.EventHub/namespaces/authorizationRules@2024-01-01' = {
  parent: namespace
  name: 'listen'
  properties: { rights: ['Listen'] }
  dependsOn: [send]
}

output namespaceName string = namespace.name
output brokers string = '${namespace.name}.servicebus.windows.net:9093'
output topic string = hub.name
