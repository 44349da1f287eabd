@export()
@description('What all roles of the app have in common.')
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
