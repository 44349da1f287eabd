using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using Purchases.Functions.Kafka;
using Purchases.Functions.Kafka.Confirmed;
using Purchases.Functions.Middleware;
using Purchases.Functions.Mongo;
using Purchases.Functions.Startup;

var builder = FunctionsApplication.CreateBuilder(args);
if (!StartupSettings.Check(builder.Configuration, Console.Error)) return 1;

// Before the web application's middleware, which writes the response: an exception may be logged there too.
if (OtlpExport.IsSet(builder.Configuration)) builder.UseMiddleware<InvocationLogScope>();
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<UnhandledExceptions>();
builder.Logging.AddLogFilters();
builder.Services.AddPurchases(builder.Configuration);
builder.Services.AddDelivery(builder.Configuration);
builder.Services.AddMongoPurchaseStore(builder.Configuration);
builder.Services.AddSingleton<IFunctionMetadataTransformer, KafkaBindings>();
if (OtlpExport.IsSet(builder.Configuration))
    builder.Services.AddOtlpExport().UseFunctionsWorkerDefaults().WithTracing(traces => traces.AddSource("MongoDB.Driver"));

await builder.Build().RunAsync();
return 0;
