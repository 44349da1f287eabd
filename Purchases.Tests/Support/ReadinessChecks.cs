using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Purchases.Core.Http;

namespace Purchases.Tests.Support;

/// <summary>Checks of an app's readiness, without the app.</summary>
internal static class ReadinessChecks
{
    public static HealthCheckService Of(TimeProvider time, params (string Name, Func<Task> Check)[] checks)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(time);
        services.AddHealthChecks();
        foreach (var (name, check) in checks) services.AddReadiness<object>(name, (_, _) => check());
        return services.BuildServiceProvider().GetRequiredService<HealthCheckService>();
    }
}
