@export()
@description('Values that all roles of the app share.')
type Shared = {
  location: string
  @description('Empty before the first deployment.')
  image: string
  environmentId: string
  registryName: string
  storageName: string
  vaultName: string
  brokers: string
  topic: string
}
