using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace Purchases.Functions.Middleware;

/// <summary>
/// Lets the Functions host show what a function logs, also while it is exported. The host drops a line that doesn't say to which invocation
/// it belongs. The worker's log writer finds that in a scope, under this name; Worker.OpenTelemetry changes the name in the worker's own
/// scope to faas.invocation_id (Azure/azure-functions-dotnet-worker, GrpcFunctionsHostLogWriter.cs and TelemetryProviderV1_37_0.cs).
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
