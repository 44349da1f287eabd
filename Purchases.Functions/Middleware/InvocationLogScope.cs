using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace Purchases.Functions.Middleware;

/// <summary>
/// Lets the Functions host show a function's log lines while they are also exported by OTLP. The host drops a line that belongs to no
/// invocation. The worker's log writer reads the invocation from a scope with this name, but Worker.OpenTelemetry renames it in the
/// worker's own scope (Azure/azure-functions-dotnet-worker, GrpcFunctionsHostLogWriter.cs and TelemetryProviderV1_37_0.cs).
/// </summary>
internal sealed class InvocationLogScope(ILogger<InvocationLogScope> logger) : IFunctionsWorkerMiddleware
{
    private const string InvocationId = "AzureFunctions_InvocationId";

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        using var scope = logger.BeginScope(new KeyValuePair<string, object>[] { new(InvocationId, context.InvocationId) });
        await next(context);
    }
}
