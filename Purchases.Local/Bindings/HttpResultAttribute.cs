namespace Microsoft.Azure.Functions.Worker;

/// <summary>Stands for the attribute of Microsoft.Azure.Functions.Worker.Extensions.Http: of several outputs, this property is the answer.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HttpResultAttribute : Attribute;
