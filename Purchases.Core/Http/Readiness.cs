using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Purchases.Core.Http;

/// <summary>The checks of whether this app should get requests, and the answer of /health/ready.</summary>
public static class Readiness
{
    /// <param name="name">The name of the check in the 503.</param>
    /// <param name="check">
    /// Returns if ready; otherwise throws <see cref="UnavailableException"/> with the reason. It has 3 s, and may run several times at
    /// once.
    /// </param>
    public static IServiceCollection AddReadiness<T>(
        this IServiceCollection services, string name, Func<T, CancellationToken, Task> check)
    {
        services.AddHealthChecks().Add(new(name, Create, failureStatus: null, tags: null));
        return services;

        IHealthCheck Create(IServiceProvider provider)
        {
            var service = ActivatorUtilities.GetServiceOrCreateInstance<T>(provider);
            return new Check(cancellationToken => check(service, cancellationToken), provider.GetRequiredService<TimeProvider>());
        }
    }

    /// <returns>200, or 503 with the name of each check that failed.</returns>
    public static async Task<IResult> AnswerAsync(HealthCheckService checks, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(cancellationToken);
        if (report.Status == HealthStatus.Healthy) return TypedResults.Ok(new Status("ready"));

        var notReady = from check in report.Entries
                       where check.Value.Status != HealthStatus.Healthy
                       select $"{check.Key} ({Reason(check.Value)})";
        return Problem.Unavailable($"Not ready: {string.Join("; ", notReady)}.");
    }

    // The message of an unhandled exception may contain confidential data.
    private static string? Reason(HealthReportEntry entry) => entry.Exception is { } e ? e.GetType().Name : entry.Description;

    private sealed class Check(Func<CancellationToken, Task> check, TimeProvider time) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                // The registration's own time-out only cancels the check's token, and a check may ignore that.
                await check(cancellationToken).WaitAsync(Limits.ReadinessTimeout, time, cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (TimeoutException)
            {
                return HealthCheckResult.Unhealthy($"no answer within {Limits.ReadinessTimeout.TotalSeconds} s");
            }
            catch (UnavailableException e)
            {
                return HealthCheckResult.Unhealthy(e.Message.TrimEnd('.'));
            }
        }
    }
}

/// <summary>Body of the health answers: <c>{"status":"ok"}</c>.</summary>
public sealed record Status([property: JsonPropertyName("status")] string Text);
