using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Purchases.Functions.Startup;

namespace Purchases.Functions.Mongo;

internal static class MongoServices
{
    /// <summary>
    /// MongoDB as the store. Nothing is read or connected before a function needs it, so that the web role runs without MongoDB's settings.
    /// </summary>
    public static IServiceCollection AddMongoPurchaseStore(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(_ => new MongoConnection(MongoSettings.Read(configuration)));
        return services.AddStore<MongoPurchaseStore, MongoRejectedEventStore, MongoReadiness>(
            configuration, (mongo, cancellationToken) => mongo.CheckAsync(cancellationToken));
    }
}
